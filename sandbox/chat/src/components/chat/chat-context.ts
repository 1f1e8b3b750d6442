import { createContext, use } from 'react';
import type { Message } from '../../api/model.ts';

/** What the composer is about to do with an existing message. */
export type Intent = { readonly kind: 'reply' | 'edit'; readonly message: Message };

export type ChatContextValue = {
  readonly chatId: number;
  /** Who acts here. */
  readonly me: number | undefined;
  readonly isGroup: boolean;
  readonly reply: (message: Message) => void;
  readonly edit: (message: Message) => void;
  readonly sendCommand: (text: string) => void;
};

export const ChatContext = createContext<ChatContextValue | null>(null);

export function useChat(): ChatContextValue {
  const chat = use(ChatContext);
  if (chat === null) throw new Error('Cannot use a chat outside of its ChatContext');
  return chat;
}
