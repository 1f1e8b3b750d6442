import { call } from './http.ts';

/** Pages beside the chat, such as the admin of the app that is being tried. */
export type Link = { readonly label: string; readonly url: string };

/** @throws ControlError */
export async function sandboxLinks(): Promise<readonly Link[]> {
  const { links } = await call<{ links: Link[] }>('GET', '/sim/links');
  return links;
}
