import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MovableMessage } from '@weir/aws';
import type { RedriveId } from '@weir/contract';

/** Where archives lie, under WEIR_HOME. */
const FOLDER = 'archives';

export const archiveFile = (home: string, id: RedriveId): string => join(home, FOLDER, `${id}.ndjson`);

/**
 * Messages as lines of JSON in a file, one for each, with everything needed to send it again. A message counts as kept once its line is on the
 * disk. After a crash a line may be there twice, or cut off at its end: then a new line begins before the next.
 */
export class MessageArchive {
  #file: Promise<FileHandle> | undefined;

  constructor(
    private readonly home: string,
    private readonly id: RedriveId,
  ) {}

  /** Resolves once all of them are on the disk. */
  async append(messages: readonly MovableMessage[]): Promise<void> {
    this.#file ??= this.#open();
    const file = await this.#file;
    await file.appendFile(messages.map((message) => `${lineOf(message)}\n`).join(''));
    await file.datasync();
  }

  async close(): Promise<void> {
    await (await this.#file)?.close();
  }

  async #open(): Promise<FileHandle> {
    const path = archiveFile(this.home, this.id);
    await mkdir(join(this.home, FOLDER), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    const { size } = await file.stat();
    if (size > 0) {
      const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
      if (buffer.toString() !== '\n') await file.appendFile('\n');
    }
    return file;
  }
}

/** null: there is none. */
export async function archiveSize(home: string, id: RedriveId): Promise<number | null> {
  try {
    return (await stat(archiveFile(home, id))).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function lineOf({ id, body, attributes, groupId, deduplicationId, traceHeader, sourceArn, sentAt }: MovableMessage): string {
  const shown = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    BinaryValue === undefined ? { DataType, StringValue } : { DataType, BinaryValue: Buffer.from(BinaryValue).toString('base64') },
  ]);
  return JSON.stringify({
    ...{ messageId: id, sentAt, messageGroupId: groupId, messageDeduplicationId: deduplicationId, traceHeader, sourceArn },
    ...{ body, attributes: Object.fromEntries(shown) as unknown },
  });
}
