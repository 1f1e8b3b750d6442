import type { Message } from '../../api/model.ts';
import { fileUrl } from '../../api/telegram-control.ts';
import { t } from '../../text/dictionary.ts';
import { messageSummary } from '../../text/summaries.ts';
import { useChat } from '../chat/chat-context.ts';
import './reply-quote.css';

const FLASH_MS = 1_200;

/** The message that is answered; a click goes there. */
export function ReplyQuote({ message }: { message: Message }) {
  const { me } = useChat();
  return (
    <button type="button" className="reply-quote" onClick={() => flash(message.message_id)}>
      <QuoteThumbnail message={message} />
      <span className="reply-quote-words">
        <b>{message.from?.id === me ? t.you : message.from?.first_name}</b>
        <span>{messageSummary(message)}</span>
      </span>
    </button>
  );
}

export function QuoteThumbnail({ message }: { message: Message }) {
  const smallest = message.photo?.[0];
  if (smallest === undefined) return null;
  return <img src={fileUrl(smallest.file_id)} alt="" width={36} height={36} />;
}

function flash(messageId: number): void {
  const element = document.getElementById(`message-${messageId}`);
  if (element === null) return;
  element.scrollIntoView({ block: 'center', behavior: 'smooth' });
  element.animate(
    [{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }],
    FLASH_MS,
  );
}
