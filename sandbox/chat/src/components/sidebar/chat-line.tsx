import type { ChatSummary } from '../../api/model.ts';
import { usePage } from '../../state/app.ts';
import { actorOf, type ChatEntry } from '../../state/page-state.ts';
import { t } from '../../text/dictionary.ts';
import { serviceKind } from '../../text/message-content.ts';
import { messageSummary } from '../../text/summaries.ts';
import { shortTime } from '../../text/when.ts';
import { Avatar } from '../shared/avatar.tsx';
import { LanguageTag } from '../shared/flag.tsx';
import { Icon } from '../shared/icon.tsx';

type ChatLineProps = {
  readonly entry: ChatEntry;
  readonly unread: number;
  readonly isOpen: boolean;
};

export function ChatLine({ entry, unread, isOpen }: ChatLineProps) {
  const { chatId, title, user, summary } = entry;
  const last = summary?.lastMessage ?? null;
  return (
    <a className="chat-line" href={`#/${chatId}`} aria-current={isOpen ? 'page' : undefined}>
      <Avatar id={chatId} title={title} />
      <span className="chat-line-title">
        {user === undefined && <Icon name="users" size={16} />}
        <b>{title}</b>
        <LanguageTag code={user?.language_code} />
      </span>
      <time className="chat-line-time">{last !== null && shortTime(last.date * 1000)}</time>
      <span className="chat-line-preview">
        <Preview chatId={chatId} summary={summary} />
      </span>
      {unread > 0 && (
        <span className="badge">
          {unread}
          <span className="visually-hidden"> {t.newMessages}</span>
        </span>
      )}
    </a>
  );
}

type PreviewProps = { readonly chatId: number; readonly summary: ChatSummary | undefined };

function Preview({ chatId, summary }: PreviewProps) {
  const me = usePage((state) => actorOf(state, chatId));
  if (summary?.blocked === true) {
    return (
      <>
        <Icon name="ban" size={14} /> {t.blockedPreview}
      </>
    );
  }
  const last = summary?.lastMessage ?? null;
  if (last === null) return t.noMessages;
  if (serviceKind(last) !== undefined) return messageSummary(last);
  const isMine = last.from?.id === me;
  return (
    <>
      {isMine && <span className="chat-line-who">{t.you}: </span>}
      {!isMine && summary?.type !== 'private' && (
        <span className="chat-line-who">{last.from?.first_name}: </span>
      )}
      {messageSummary(last)}
    </>
  );
}
