/**
 * What a person wrote, as it can be kept and compared: one kind of line end, nothing around it, and
 * neither NUL nor halves of surrogate pairs, which PostgreSQL's `text` cannot hold.
 */
export function writtenText(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .trim();
}
