import { t } from '../../text/dictionary.ts';
import { messageSummary } from '../../text/summaries.ts';
import { type Intent, useChat } from '../chat/chat-context.ts';
import { QuoteThumbnail } from '../message/reply-quote.tsx';
import { Icon } from '../shared/icon.tsx';

type IntentBarProps = { readonly intent: Intent; readonly onCancel: () => void };

/** Which message is answered or edited. */
export function IntentBar({ intent: { kind, message }, onCancel }: IntentBarProps) {
  const { me } = useChat();
  const sender = message.from?.id === me ? t.you : (message.from?.first_name ?? '');
  return (
    <div className="intent">
      <Icon name={kind === 'reply' ? 'reply' : 'edit'} />
      <QuoteThumbnail message={message} />
      <p>
        <b>{kind === 'reply' ? `${t.replyingTo} ${sender}` : t.editing}</b>
        <span>{messageSummary(message)}</span>
      </p>
      <button type="button" className="icon-button" aria-label={t.cancel} onClick={onCancel}>
        <Icon name="close" />
      </button>
    </div>
  );
}
