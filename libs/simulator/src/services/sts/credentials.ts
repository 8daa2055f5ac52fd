import { seedOf, mix } from '../../chance/chance.js';
import type { AccountBlueprint } from '../../estate/blueprint.js';
import { frontDoor } from '../aws-failure.js';

/** Who signed a request. */
export interface Principal {
  readonly accountId: string;
  readonly arn: string;
  /** Unique id of the user or of the role session. */
  readonly id: string;
  readonly kind: 'user' | 'session';
}

interface Session extends Principal {
  readonly token: string;
  readonly expiresAt: number;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** Forget expired sessions beyond this many. */
const SESSIONS_KEPT = 5_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The long-lived key of an account's user: its number between `AKIA` and `WEIR`. */
export const accessKeyOf = (accountId: string): string => `AKIA${accountId}WEIR`;

/** No secret: this world checks who signed, not whether the signature is right. */
export const SIMULATED_SECRET = 'simulated-secret-access-key-of-nobody-at-all';

/** Which key belongs to whom: a user of each account, and the sessions AssumeRole gave out. */
export class Credentials {
  private readonly sessions = new Map<string, Session>();
  private issued = 0;

  constructor(
    private readonly accounts: readonly AccountBlueprint[],
    private readonly seed: number,
  ) {}

  /** Throws AwsFailure: unknown key, wrong token, expired. */
  principal(accessKeyId: string, token: string | null, now: number): Principal {
    const account = this.accounts.find(({ id }) => accessKeyOf(id) === accessKeyId);
    if (account) {
      if (token !== null) throw frontDoor.unknownKey();
      return { accountId: account.id, arn: `arn:aws:iam::${account.id}:user/weir-demo`, id: 'AIDAWEIRDEMOUSER0000', kind: 'user' };
    }
    const session = this.sessions.get(accessKeyId);
    if (!session || session.token !== token) throw frontDoor.unknownKey();
    if (now >= session.expiresAt) throw frontDoor.expiredToken();
    return session;
  }

  issue(roleArn: string, sessionName: string, durationSeconds: number, now: number): IssuedCredentials & { readonly principal: Principal } {
    const accountId = roleArn.split(':')[4] ?? '';
    const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    const number = ++this.issued;
    const accessKeyId = `ASIA${this.letters(`key-${number}-${now}`, 16)}`;
    const session: Session = {
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
      id: `AROA${this.letters(roleArn, 17)}:${sessionName}`,
      kind: 'session',
      token: `simulated.${this.letters(`token-${number}-${now}`, 120)}`,
      expiresAt: now + durationSeconds * 1000,
    };
    this.sessions.set(accessKeyId, session);
    if (this.sessions.size > SESSIONS_KEPT) this.forgetExpired(now);
    return {
      accessKeyId,
      secretAccessKey: SIMULATED_SECRET,
      sessionToken: session.token,
      expiresAt: session.expiresAt,
      principal: session,
    };
  }

  private forgetExpired(now: number): void {
    for (const [key, session] of this.sessions) if (session.expiresAt <= now) this.sessions.delete(key);
  }

  private letters(what: string, length: number): string {
    const seed = seedOf(this.seed, what);
    return Array.from({ length }, (_, at) => BASE32[mix(seed, at) % BASE32.length]).join('');
  }
}
