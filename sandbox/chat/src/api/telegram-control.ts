import type {
  EditOwnMessage,
  ForwardPoll,
  NewGroup,
  PressButton,
  PressReplyKey,
  PressStart,
  SendFile,
  SendPhotos,
  SendText,
} from '../../../telegram/control-api.ts';
import { call, query } from './http.ts';
import type {
  ButtonPressed,
  CallLog,
  ChatState,
  ChatSummary,
  Fault,
  FaultRule,
  NewUser,
  Sent,
  SimBot,
  SimUser,
  UserChange,
} from './model.ts';

const BASE = '/sim/telegram';

const chat = (chatId: number, rest = '') => `${BASE}/chats/${chatId}${rest}`;

/** The calls of the Telegram stand-in's control API that the page makes. All reject with ControlError. */
export const telegramControl = {
  bot: () => call<SimBot>('GET', `${BASE}/bot`),

  users: () => call<{ users: SimUser[] }>('GET', `${BASE}/users`).then(({ users }) => users),
  createUser: (user: NewUser) => call<SimUser>('POST', `${BASE}/users`, user),
  changeUser: (userId: number, change: UserChange) =>
    call<SimUser>('PATCH', `${BASE}/users/${userId}`, change),

  chats: () => call<{ chats: ChatSummary[] }>('GET', `${BASE}/chats`).then(({ chats }) => chats),
  createGroup: (group: NewGroup) => call<ChatState>('POST', `${BASE}/chats`, group),
  chat: (chatId: number, options: { as?: number; before?: number; limit?: number } = {}) =>
    call<ChatState>('GET', chat(chatId, query(options))),

  sendText: (chatId: number, body: SendText) => call<Sent>('POST', chat(chatId, '/text'), body),
  start: (chatId: number, body: PressStart) => call<Sent>('POST', chat(chatId, '/start'), body),
  sendPhotos: (chatId: number, body: SendPhotos) =>
    call<Sent>('POST', chat(chatId, '/photos'), body),
  sendFile: (chatId: number, kind: 'document' | 'sticker' | 'video' | 'voice', body: SendFile) =>
    call<Sent>('POST', chat(chatId, `/${kind}`), body),
  forwardPoll: (chatId: number, body: ForwardPoll) =>
    call<Sent>('POST', chat(chatId, '/forward-poll'), body),
  pressReplyKey: (chatId: number, body: PressReplyKey) =>
    call<Sent>('POST', chat(chatId, '/reply-keyboard'), body),
  pressButton: (chatId: number, messageId: number, body: PressButton) =>
    call<ButtonPressed>('POST', chat(chatId, `/messages/${messageId}/press`), body),
  editOwnMessage: (chatId: number, messageId: number, body: EditOwnMessage) =>
    call<Sent>('PATCH', chat(chatId, `/messages/${messageId}`), body),
  block: (chatId: number) => call<Sent>('POST', chat(chatId, '/block'), {}),
  unblock: (chatId: number) => call<Sent>('POST', chat(chatId, '/unblock'), {}),

  faults: () => call<{ faults: Fault[] }>('GET', `${BASE}/faults`).then(({ faults }) => faults),
  addFault: (rule: FaultRule) => call<Fault>('POST', `${BASE}/faults`, rule),
  removeFault: (id: string) => call<{ removed: number }>('DELETE', `${BASE}/faults/${id}`),
  calls: (options: { after?: number; limit?: number }) =>
    call<CallLog>('GET', `${BASE}/calls${query(options)}`),
};

/** Where a file of a message is downloaded from. */
export function fileUrl(fileId: string): string {
  return `${BASE}/files/${encodeURIComponent(fileId)}`;
}

export const EVENTS_URL = `${BASE}/events`;
