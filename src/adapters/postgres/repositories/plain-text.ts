/** PostgreSQL's `text` cannot hold NUL; nobody misses it in what people write. */
export const plainText = (text: string): string => text.replaceAll('\0', '');
