import type { ReactionType } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import { hideAction, showAction, showDraft } from '../state/fading.ts';
import type { MethodTable } from './method.ts';
import { messageIn, writableChat } from './targets.ts';
import { limitedText } from './texts.ts';

const ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

const ANSWER_LIMIT = 200;

/** What the bot shows besides messages: actions, drafts, reactions, answers to buttons. */
export const interactionMethods: MethodTable = {
  sendChatAction(call) {
    const chat = writableChat(call);
    const action = call.params.text('action')?.toLowerCase() ?? '';
    if (action === 'cancel') hideAction(call.world, chat);
    else if (ACTIONS.has(action)) showAction(call.world, chat, action);
    else throw badRequest('wrong parameter action in request');
    return true;
  },

  sendMessageDraft(call) {
    const marked = limitedText(call);
    const chat = writableChat(call);
    if (chat.type !== 'private') throw badRequest('TEXTDRAFT_PEER_INVALID');
    const draftId = call.params.integer('draft_id') ?? 0;
    if (draftId === 0) throw badRequest('RANDOM_ID_INVALID');
    showDraft(call.world, chat, draftId, marked);
    return true;
  },

  setMessageReaction(call) {
    const chat = writableChat(call);
    const { message_id: messageId } = messageIn(call, chat, 'message to react');
    const reactions = call.params.structure<ReactionType[]>('reaction') ?? [];
    if (reactions.length > 1) throw badRequest('REACTIONS_TOO_MANY');
    const emoji = reactions.flatMap((reaction) =>
      reaction.type === 'emoji' ? [reaction.emoji] : [],
    );
    const shown = { messageId, emoji };
    if (emoji.length === 0) chat.reactions.delete(messageId);
    else chat.reactions.set(messageId, shown);
    call.world.events.emit({ type: 'reactions', chatId: chat.id, reactions: shown });
    return true;
  },

  answerCallbackQuery(call) {
    const text = call.params.text('text') ?? '';
    if (text.length > ANSWER_LIMIT) throw badRequest('MESSAGE_TOO_LONG');
    const answer = {
      callbackQueryId: call.params.text('callback_query_id') ?? '',
      text,
      showAlert: call.params.flag('show_alert'),
      url: call.params.text('url') ?? '',
    };
    const chatId = call.world.callbacks.answer(answer);
    if (chatId === undefined) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    call.world.events.emit({ type: 'callback-answer', chatId, answer });
    return true;
  },
};
