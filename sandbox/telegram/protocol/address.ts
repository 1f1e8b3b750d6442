/** Where a request below `/telegram` goes. */
export type Address =
  | { readonly kind: 'method'; readonly token: string; readonly method: string }
  | { readonly kind: 'file'; readonly token: string; readonly path: string };

const METHOD = /^\/bot([^/]+)\/(?:test\/)?([^/]+)\/?$/;
const FILE = /^\/file\/bot([^/]+)\/(?:test\/)?(.+)$/;

/** `path` is what follows the API root, without the query: `/bot<token>/getMe`. */
export function parseAddress(path: string): Address | undefined {
  const [, methodToken, method] = METHOD.exec(path) ?? [];
  if (methodToken !== undefined && method !== undefined) {
    return { kind: 'method', token: decode(methodToken), method };
  }
  const [, fileToken, filePath] = FILE.exec(path) ?? [];
  if (fileToken !== undefined && filePath !== undefined) {
    return { kind: 'file', token: decode(fileToken), path: decode(filePath) };
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
