import { useApp, usePage } from '../../state/app.ts';
import { chatEntries, hasTalked } from '../../state/page-state.ts';
import { t } from '../../text/dictionary.ts';
import { Suggestions } from '../chat/suggestions.tsx';
import { BotAvatar } from '../shared/avatar.tsx';
import { Icon } from '../shared/icon.tsx';
import { ChatLine } from './chat-line.tsx';
import './sidebar.css';

type SidebarProps = { readonly isDrawerOpen: boolean; readonly onToggleDrawer: () => void };

export function Sidebar({ isDrawerOpen, onToggleDrawer }: SidebarProps) {
  const { dialogs } = useApp();
  const users = usePage((state) => state.users);
  const chats = usePage((state) => state.chats);
  const unread = usePage((state) => state.unread);
  const openChatId = usePage((state) => state.openChatId);
  const hasBegun = usePage(hasTalked);
  const entries = chatEntries({ users, chats });

  return (
    <aside className="sidebar" aria-label={t.chats}>
      <header className="sidebar-header">
        <BotAvatar size={38} />
        <BotStatus />
        <button
          type="button"
          className="icon-button"
          aria-label={t.sandbox}
          title={t.sandbox}
          aria-pressed={isDrawerOpen}
          onClick={onToggleDrawer}
        >
          <Icon name="sandbox" />
        </button>
      </header>
      <nav className="chat-list" aria-label={t.chats}>
        {entries.map((entry) => (
          <ChatLine
            key={entry.chatId}
            entry={entry}
            unread={unread.get(entry.chatId) ?? 0}
            isOpen={entry.chatId === openChatId}
          />
        ))}
        {!hasBegun && <FirstSteps />}
      </nav>
      <footer className="sidebar-footer">
        <button
          type="button"
          className="button"
          onClick={() => dialogs.open({ kind: 'new-user', payload: '' })}
        >
          <Icon name="plus" size={20} />
          {t.newUser}
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t.newGroup}
          title={t.newGroup}
          onClick={() => dialogs.open({ kind: 'new-group' })}
        >
          <Icon name="users" />
        </button>
      </footer>
    </aside>
  );
}

function BotStatus() {
  const bot = usePage((state) => state.bot);
  const isConnected = bot !== null && (bot.polling || bot.webhookUrl !== '');
  return (
    <div className="bot-status">
      <h1>{bot?.first_name ?? t.appName}</h1>
      <p className={isConnected ? 'bot-online' : ''}>
        {bot === null ? t.connecting : `@${bot.username}`}
        {bot !== null && !isConnected && ` · ${t.botAway}`}
      </p>
    </div>
  );
}

/** On a narrow screen the list is the first thing that a newcomer sees. */
function FirstSteps() {
  return (
    <div className="first-steps">
      <h2>{t.welcomeTitle}</h2>
      <p>{t.welcomeText}</p>
      <Suggestions />
    </div>
  );
}
