/**
 * The start payload of a link to this bot (`t.me/<bot>?start=...`), also inside a `t.me/share/url`
 * link; `undefined` for every other link. The page plays such links instead of leaving the sandbox.
 */
export function startPayload(link: string, botUsername: string): string | undefined {
  const url = parseLink(link);
  if (url === undefined) return undefined;
  if (url.protocol === 'tg:') {
    return sameBot(url.searchParams.get('domain'), botUsername)
      ? (url.searchParams.get('start') ?? '')
      : undefined;
  }
  if (!/^(www\.)?(t|telegram)\.me$/.test(url.hostname)) return undefined;
  const [, first] = url.pathname.split('/');
  if (first === 'share') return startPayload(url.searchParams.get('url') ?? '', botUsername);
  return sameBot(first, botUsername) ? (url.searchParams.get('start') ?? '') : undefined;
}

function sameBot(name: string | null | undefined, botUsername: string): boolean {
  return name?.toLowerCase() === botUsername.toLowerCase();
}

/** Clients let people write links without a scheme. */
export function parseLink(link: string): URL | undefined {
  const address = /^[a-z][a-z\d+.-]*:/i.test(link) ? link : `https://${link}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** The address to put into a link, or `undefined` when following it could run code. */
export function safeAddress(link: string): string | undefined {
  const url = parseLink(link);
  return url !== undefined && ['http:', 'https:', 'tg:', 'mailto:', 'tel:'].includes(url.protocol)
    ? url.href
    : undefined;
}
