import { useEffect, useState } from 'react';
import { usePage } from '../state/app.ts';
import { showList } from '../state/location.ts';
import { t } from '../text/dictionary.ts';
import { ChatView } from './chat/chat-view.tsx';
import { Welcome } from './chat/welcome.tsx';
import { DialogView } from './dialogs/dialog-view.tsx';
import { SandboxDrawer } from './sandbox/sandbox-drawer.tsx';
import { NoticesView } from './shared/notices.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import './shell.css';

/** The page: people on the left, the open chat, and the sandbox's own controls on the right. */
export function Shell() {
  const openChatId = usePage((state) => state.openChatId);
  const room = usePage((state) =>
    state.openChatId === null ? undefined : state.rooms.get(state.openChatId),
  );
  const connection = usePage((state) => state.connection);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const toggleDrawer = () => setDrawerOpen(!isDrawerOpen);
  useUnreadInTitle();
  useKnownChat();

  return (
    <div className="shell" data-view={openChatId === null ? 'list' : 'chat'}>
      <Sidebar isDrawerOpen={isDrawerOpen} onToggleDrawer={toggleDrawer} />
      <main className="stage">
        {room === undefined ? <Welcome /> : <ChatView key={room.id} room={room} />}
      </main>
      {isDrawerOpen && <SandboxDrawer onClose={toggleDrawer} />}
      {connection === 'lost' && (
        <div className="connection" role="status">
          {t.reconnecting}
        </div>
      )}
      <DialogView />
      <NoticesView />
    </div>
  );
}

/** An old address may name a chat that is gone, as after a restart of the sandbox. */
function useKnownChat(): void {
  const isUnknown = usePage(
    ({ connection, openChatId, users, chats }) =>
      connection === 'live' &&
      openChatId !== null &&
      !users.has(openChatId) &&
      !chats.has(openChatId),
  );
  useEffect(() => {
    if (isUnknown) showList();
  }, [isUnknown]);
}

function useUnreadInTitle(): void {
  const unread = usePage((state) =>
    [...state.unread.values()].reduce((sum, count) => sum + count, 0),
  );
  useEffect(() => {
    const title = `${t.appName} · ${t.sandbox}`;
    document.title = unread === 0 ? title : `(${unread}) ${title}`;
  }, [unread]);
}
