import type { ChatState } from '../../api/model.ts';
import { useApp, usePage } from '../../state/app.ts';
import { showList } from '../../state/location.ts';
import { fullName } from '../../state/page-state.ts';
import { type Dictionary, t } from '../../text/dictionary.ts';
import { starCount } from '../../text/money.ts';
import { Star } from '../payment/star.tsx';
import { Avatar, BotAvatar } from '../shared/avatar.tsx';
import { LanguageTag } from '../shared/flag.tsx';
import { Icon } from '../shared/icon.tsx';
import { Menu, type MenuItem } from '../shared/menu.tsx';

export function ChatHeader({ room }: { room: ChatState }) {
  const bot = usePage((state) => state.bot);
  const isPrivate = room.type === 'private';
  const title = isPrivate ? (bot?.first_name ?? t.appName) : room.title;
  return (
    <header className="chat-header">
      <button
        type="button"
        className="icon-button chat-back"
        aria-label={t.back}
        onClick={showList}
      >
        <Icon name="back" />
      </button>
      {isPrivate ? <BotAvatar size={42} /> : <Avatar id={room.id} title={title} size={42} />}
      <div className="chat-title">
        <h2>{title}</h2>
        <p role="status">
          <ChatStatus room={room} />
        </p>
      </div>
      {isPrivate && <WhoIsMe userId={room.id} />}
      <ChatMenu room={room} />
    </header>
  );
}

function ChatStatus({ room }: { room: ChatState }) {
  if (room.chatAction !== null) {
    return <span className="chat-action">{actionText(room.chatAction.action)}</span>;
  }
  if (room.type === 'private') return t.bot;
  const count = room.memberIds.length;
  return `${count} ${count === 1 ? t.members_one : t.members_many}`;
}

function actionText(action: string): string {
  return action in t ? t[action as keyof Dictionary] : t.typing;
}

/** The person who is being played: a click changes them. */
function WhoIsMe({ userId }: { userId: number }) {
  const { dialogs } = useApp();
  const user = usePage((state) => state.users.get(userId));
  if (user === undefined) return null;
  return (
    <button
      type="button"
      className="who-is-me"
      title={t.editUser}
      onClick={() => dialogs.open({ kind: 'edit-user', user })}
    >
      <Avatar id={user.id} title={fullName(user)} size={28} />
      <span>{fullName(user)}</span>
      <LanguageTag code={user.language_code} />
      <span className="who-stars" title={t.starsBalance}>
        <Star />
        <span className="visually-hidden">{t.starsBalance} </span>
        {starCount(user.starsBalance)}
      </span>
    </button>
  );
}

function ChatMenu({ room }: { room: ChatState }) {
  const { actions, dialogs } = useApp();
  const user = usePage((state) => state.users.get(room.id));
  const items: MenuItem[] = [
    { label: t.restart, icon: 'refresh', onSelect: () => void actions.start(room.id) },
    {
      label: t.startWith,
      icon: 'link',
      onSelect: () => dialogs.open({ kind: 'start', chatId: room.id }),
    },
  ];
  if (user !== undefined) {
    items.push(
      {
        label: t.editUser,
        icon: 'user',
        onSelect: () => dialogs.open({ kind: 'edit-user', user }),
      },
      {
        label: room.blocked ? t.unblock : t.block,
        icon: 'ban',
        isDangerous: !room.blocked,
        onSelect: () => void actions.setBlocked(room.id, !room.blocked),
      },
    );
  }
  return <Menu label={t.more} icon="dots" items={items} />;
}
