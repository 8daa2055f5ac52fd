/** The part of kinesalite 3.3 that the tests use; it comes without types. */
declare module 'kinesalite' {
  import type { Server } from 'node:http';

  const kinesalite: (options: {
    readonly createStreamMs: number;
    readonly deleteStreamMs: number;
    readonly updateStreamMs: number;
    readonly shardLimit: number;
  }) => Server;
  export { kinesalite as default };
}
