export interface IdGenerator {
  /** A new UUID (v7: sorts by time, so that indexes stay compact). */
  uuid(): string;
  /** Letters and digits for links that people share; unguessable enough, checked for uniqueness by the store. */
  code(length: number): string;
}
