/** Bodies remembered; beyond, the oldest are forgotten. */
const REMEMBERED = 20_000;

/**
 * What messages say that a consumer could not manage: put back unchanged while that consumer is as it was, they fail again. Kept for one account
 * and region, for a message is received from one queue and sent to another.
 */
export class PoisonedWords {
  private readonly bodies = new Set<string>();

  remember(body: string): void {
    this.bodies.add(body);
    if (this.bodies.size <= REMEMBERED) return;
    for (const oldest of this.bodies) {
      this.bodies.delete(oldest);
      return;
    }
  }

  has(body: string): boolean {
    return this.bodies.has(body);
  }
}
