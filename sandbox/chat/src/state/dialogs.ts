import type { PhotoSize, SimUser } from '../api/model.ts';
import type { PayTarget } from './pay-target.ts';
import { Store } from './store.ts';

/** What lies over the page; one at a time. */
export type Dialog =
  | { readonly kind: 'new-user'; readonly payload: string }
  | { readonly kind: 'edit-user'; readonly user: SimUser }
  | { readonly kind: 'new-group' }
  | { readonly kind: 'start'; readonly chatId: number }
  /** A link that starts the bot was followed: who opens it? */
  | { readonly kind: 'start-link'; readonly payload: string }
  | { readonly kind: 'pay'; readonly target: PayTarget }
  | { readonly kind: 'pictures'; readonly photos: readonly PhotoSize[]; readonly index: number };

export class Dialogs {
  readonly store = new Store<Dialog | null>(null);

  readonly open = (dialog: Dialog): void => {
    this.store.update(() => dialog);
  };

  readonly close = (): void => {
    this.store.update(() => null);
  };
}
