import { useMemo } from 'react';
import type { ChatState, Message } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { type TimelineRow, timeline } from '../../state/timeline.ts';
import { t } from '../../text/dictionary.ts';
import { serviceText } from '../../text/summaries.ts';
import { dayLabel } from '../../text/when.ts';
import { Bubble } from '../message/bubble.tsx';
import { DraftBubble } from '../message/draft-bubble.tsx';
import { PaymentLine } from '../payment/payment-line.tsx';
import { Icon } from '../shared/icon.tsx';
import { Suggestions } from './suggestions.tsx';
import { useStickyScroll } from './use-sticky-scroll.ts';
import './message-list.css';

type MessageListProps = { readonly room: ChatState; readonly me: number | undefined };

export function MessageList({ room, me }: MessageListProps) {
  const { actions } = useApp();
  const rows = useMemo(() => timeline(room.messages, me), [room.messages, me]);
  const last = room.messages.at(-1);
  const scroll = useStickyScroll(last?.message_id ?? 0, last !== undefined && last.from?.id === me);
  const { reactions, messages } = room;

  return (
    <div className="message-area">
      <div className="message-scroll" ref={scroll.viewport} onScroll={scroll.onScroll}>
        <div className="message-column" ref={scroll.content}>
          {room.hasMore && (
            <button
              type="button"
              className="chip chip-button"
              onClick={() => void actions.loadOlder(room.id)}
            >
              {t.loadOlder}
            </button>
          )}
          {messages.length === 0 && <EmptyChat room={room} />}
          <div className="message-log" role="log" aria-label={t.messages} aria-live="polite">
            {rows.map((row) => (
              <Row key={row.key} row={row} reactions={reactions} />
            ))}
          </div>
          {room.drafts.map((draft) => (
            <DraftBubble key={draft.draftId} draft={draft} />
          ))}
          {room.blocked && <p className="chip">{t.blockedLine}</p>}
        </div>
      </div>
      {scroll.isAway && (
        <button
          type="button"
          className="to-bottom"
          aria-label={scroll.newCount > 0 ? t.newMessages : t.toBottom}
          onClick={scroll.toBottom}
        >
          {scroll.newCount > 0 && <span className="badge">{scroll.newCount}</span>}
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

type RowProps = { readonly row: TimelineRow; readonly reactions: ChatState['reactions'] };

function Row({ row, reactions }: RowProps) {
  switch (row.kind) {
    case 'day':
      return <p className="chip">{dayLabel(row.dateMs)}</p>;
    case 'service':
      return isPayment(row.message) ? (
        <PaymentLine message={row.message} />
      ) : (
        <p className="chip">{serviceText(row.message)}</p>
      );
    case 'bubble': {
      const [{ message_id }] = row.messages;
      return (
        <Bubble
          messages={row.messages}
          mine={row.mine}
          first={row.first}
          last={row.last}
          reactions={reactions.find(({ messageId }) => messageId === message_id)}
        />
      );
    }
  }
}

function isPayment(message: Message): boolean {
  return message.successful_payment !== undefined || message.refunded_payment !== undefined;
}

/** What Telegram shows of a bot before the first message. */
function EmptyChat({ room }: { room: ChatState }) {
  return (
    <section className="empty-chat">
      <h3>{t.botIntro}</h3>
      {room.botDescription !== '' && <p>{room.botDescription}</p>}
      <Suggestions chatId={room.id} />
    </section>
  );
}
