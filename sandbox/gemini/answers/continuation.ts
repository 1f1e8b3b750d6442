const MARK = 'nbct:';

/** A token that says how many characters of the answer were already sent. */
export function writeContinuation(charactersSent: number): string {
  return Buffer.from(`${MARK}${charactersSent}`).toString('base64');
}

/** Characters already sent; nothing when there is no token. Only for tokens that `isContinuation` accepts. */
export function readContinuation(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  return Number(Buffer.from(token, 'base64').toString().slice(MARK.length));
}

export function isContinuation(token: string): boolean {
  return /^nbct:\d+$/.test(Buffer.from(token, 'base64').toString());
}
