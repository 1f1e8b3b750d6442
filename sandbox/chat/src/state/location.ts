/** The open chat is part of the address, so that the browser's back button and reload do what they should. */
function chatInLocation(): number | null {
  const match = /^#\/(-?\d+)$/.exec(window.location.hash);
  return match === null ? null : Number(match[1]);
}

export function showChat(chatId: number): void {
  window.location.hash = `#/${chatId}`;
}

export function showList(): void {
  window.location.hash = '#/';
}

/** @returns the function that ends it. */
export function watchLocation(listener: (chatId: number | null) => void): () => void {
  const tell = () => listener(chatInLocation());
  window.addEventListener('hashchange', tell);
  tell();
  return () => window.removeEventListener('hashchange', tell);
}
