import { Store } from './store.ts';

export type Toast = { readonly id: number; readonly text: string; readonly isProblem: boolean };

export type Notices = {
  readonly toasts: readonly Toast[];
  /** Text of the alert that waits to be confirmed. */
  readonly alert: string | null;
};

const TOAST_MS = 4_000;

/** Short messages over the page, and the alert that a bot may answer a button with. */
export class NoticeBoard {
  readonly store = new Store<Notices>({ toasts: [], alert: null });
  #lastId = 0;

  tell(text: string): void {
    this.#add(text, false);
  }

  readonly problem = (error: unknown): void => {
    this.#add(error instanceof Error ? error.message : String(error), true);
  };

  alert(text: string | null): void {
    this.store.update((notices) => ({ ...notices, alert: text }));
  }

  #add(text: string, isProblem: boolean): void {
    this.#lastId += 1;
    const toast = { id: this.#lastId, text, isProblem };
    this.store.update((notices) => ({
      ...notices,
      toasts: [...notices.toasts.filter((other) => other.text !== text).slice(-2), toast],
    }));
    setTimeout(() => this.#remove(toast.id), TOAST_MS);
  }

  #remove(id: number): void {
    this.store.update((notices) => ({
      ...notices,
      toasts: notices.toasts.filter((toast) => toast.id !== id),
    }));
  }
}
