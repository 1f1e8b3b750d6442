import { memo } from 'react';
import type { Message, MessageReactions } from '../../api/model.ts';
import { t } from '../../text/dictionary.ts';
import { contentOf, wordsOf } from '../../text/message-content.ts';
import { clock } from '../../text/when.ts';
import { useChat } from '../chat/chat-context.ts';
import { Avatar, BotAvatar } from '../shared/avatar.tsx';
import { Icon } from '../shared/icon.tsx';
import { ButtonsUnder } from './inline-keyboard.tsx';
import { Media } from './media.tsx';
import { ReplyQuote } from './reply-quote.tsx';
import { RichText } from './rich-text.tsx';
import './bubble.css';

type BubbleProps = {
  /** One message, or the pictures of an album. */
  readonly messages: readonly [Message, ...Message[]];
  readonly mine: boolean;
  readonly first: boolean;
  readonly last: boolean;
  readonly reactions: MessageReactions | undefined;
};

export const Bubble = memo(function Bubble(props: BubbleProps) {
  const { messages, mine, first, last, reactions } = props;
  const { isGroup } = useChat();
  const [message] = messages;
  const worded = messages.find((one) => wordsOf(one).text !== '') ?? message;
  const { text, entities } = wordsOf(worded);
  const content = contentOf(message);
  const isBare = content.kind === 'sticker';
  const withMedia = content.kind === 'photo';
  const from = message.from;

  return (
    <article
      className={classes({
        'bubble-row': true,
        'bubble-mine': mine,
        'bubble-theirs': !mine,
        'bubble-first': first,
        'bubble-last': last,
        'bubble-in-group': isGroup && !mine,
      })}
      id={`message-${message.message_id}`}
      data-message-id={message.message_id}
      aria-label={mine ? t.you : from?.first_name}
    >
      {isGroup && !mine && last && from !== undefined && (
        <span className="bubble-avatar">
          {from.is_bot ? (
            <BotAvatar size={34} />
          ) : (
            <Avatar id={from.id} title={from.first_name} size={34} />
          )}
        </span>
      )}
      <div className="bubble-stack">
        <div
          className={classes({
            bubble: true,
            'bubble-bare': isBare,
            'bubble-media': withMedia,
            'bubble-captioned': withMedia && text !== '',
          })}
        >
          {isGroup && !mine && first && !isBare && (
            <p className={`bubble-name bubble-name-${(from?.id ?? 0) % 7}`}>{from?.first_name}</p>
          )}
          {message.reply_to_message !== undefined && (
            <ReplyQuote message={message.reply_to_message} />
          )}
          <Media messages={messages} />
          {text !== '' && (
            <div className="words">
              <RichText text={text} entities={entities} />
              <Stamp message={worded} />
            </div>
          )}
          {text === '' && <Stamp message={message} />}
          {reactions !== undefined && reactions.emoji.length > 0 && (
            <p className="reactions">{reactions.emoji.join(' ')}</p>
          )}
        </div>
        <ButtonsUnder message={messages.at(-1) ?? message} />
      </div>
      <Tools message={worded} canEdit={mine && message.text !== undefined} />
    </article>
  );
}, sameBubble);

/** The time, beside the last line of the words. */
function Stamp({ message }: { message: Message }) {
  const sentAt = message.date * 1000;
  return (
    <span className="stamp">
      {message.edit_date !== undefined && <span>{t.edited} </span>}
      <time dateTime={new Date(sentAt).toISOString()}>{clock(sentAt)}</time>
    </span>
  );
}

function Tools({ message, canEdit }: { message: Message; canEdit: boolean }) {
  const { reply, edit } = useChat();
  return (
    <div className="bubble-tools">
      <button
        type="button"
        className="icon-button"
        aria-label={t.reply}
        title={t.reply}
        onClick={() => reply(message)}
      >
        <Icon name="reply" size={18} />
      </button>
      {canEdit && (
        <button
          type="button"
          className="icon-button"
          aria-label={t.edit}
          title={t.edit}
          onClick={() => edit(message)}
        >
          <Icon name="edit" size={17} />
        </button>
      )}
    </div>
  );
}

/** Albums are put together anew with every change of the chat: their messages tell whether they differ. */
function sameBubble(a: BubbleProps, b: BubbleProps): boolean {
  return (
    a.mine === b.mine &&
    a.first === b.first &&
    a.last === b.last &&
    a.reactions === b.reactions &&
    a.messages.length === b.messages.length &&
    a.messages.every((message, index) => message === b.messages[index])
  );
}

function classes(names: Readonly<Record<string, boolean>>): string {
  return Object.keys(names)
    .filter((name) => names[name])
    .join(' ');
}
