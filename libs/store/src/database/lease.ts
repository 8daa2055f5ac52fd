/** A right that ends with its holder's connection. */
export interface Lease {
  /** False once released or once the connection was lost; another process may hold it then. */
  readonly held: boolean;
  release(): Promise<void>;
}
