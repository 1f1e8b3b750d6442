import { createContext, use, useSyncExternalStore } from 'react';
import { CallbackAnswers } from './callback-answers.ts';
import { ChatActions } from './chat-actions.ts';
import { Dialogs } from './dialogs.ts';
import { LiveSync } from './live-sync.ts';
import { watchLocation } from './location.ts';
import { NoticeBoard } from './notices.ts';
import { emptyPage, type PageState } from './page-state.ts';
import { Payments } from './payments.ts';
import { Store } from './store.ts';

/** What components share: state to watch and actions to take. */
export type App = {
  readonly store: Store<PageState>;
  readonly actions: ChatActions;
  readonly payments: Payments;
  readonly notices: NoticeBoard;
  readonly dialogs: Dialogs;
  /** Text that was written and not sent, by chat. */
  readonly unsent: Map<number, string>;
};

/** Builds the page's parts and connects them to the stand-in. */
export function startApp(): App {
  const store = new Store(emptyPage);
  const notices = new NoticeBoard();
  const answers = new CallbackAnswers();
  const sync = new LiveSync(store, answers.receive, notices.problem);
  watchLocation((chatId) => sync.open(chatId));
  sync.start();
  return {
    store,
    notices,
    actions: new ChatActions(store, sync, notices, answers),
    payments: new Payments(store, notices),
    dialogs: new Dialogs(),
    unsent: new Map(),
  };
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppContext);
  if (app === null) throw new Error('Cannot use the app outside of its AppContext');
  return app;
}

/** Watches a part of the page's state; `select` must return the same object while nothing changed. */
export function usePage<T>(select: (state: PageState) => T): T {
  const { store } = useApp();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
