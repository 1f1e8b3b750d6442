import { type DragEvent, useState } from 'react';
import type { ChatState, Message } from '../../api/model.ts';
import { useApp, usePage } from '../../state/app.ts';
import { type Attachment, attachmentOf } from '../../state/media-files.ts';
import { actorOf } from '../../state/page-state.ts';
import { t } from '../../text/dictionary.ts';
import { Composer } from '../composer/composer.tsx';
import type { ChatContextValue, Intent } from './chat-context.ts';
import { ChatContext } from './chat-context.ts';
import { ChatHeader } from './chat-header.tsx';
import { MessageList } from './message-list.tsx';
import './chat-view.css';

/** An open chat: its header, messages and composer. */
export function ChatView({ room }: { room: ChatState }) {
  const { actions } = useApp();
  const me = usePage((state) => actorOf(state, room.id));
  const [intent, setIntent] = useState<Intent | null>(null);
  const [attachments, setAttachments] = useState<readonly Attachment[]>([]);
  const [isDragging, setDragging] = useState(false);

  const attach = (files: Iterable<File>) =>
    setAttachments((attached) => [...attached, ...[...files].map(attachmentOf)]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    attach(event.dataTransfer.files);
  };
  const context: ChatContextValue = {
    chatId: room.id,
    me,
    isGroup: room.type !== 'private',
    reply: (message: Message) => setIntent({ kind: 'reply', message }),
    edit: (message: Message) => setIntent({ kind: 'edit', message }),
    sendCommand: (text: string) => {
      void actions.send(room.id, { text });
    },
  };

  return (
    <ChatContext value={context}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the attach button */}
      <div
        className="chat wallpaper"
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={(event) => {
          if (event.currentTarget === event.target) setDragging(false);
        }}
        onDrop={drop}
      >
        <ChatHeader room={room} />
        <MessageList room={room} me={me} />
        <Composer
          room={room}
          intent={intent}
          onIntent={setIntent}
          attachments={attachments}
          onAttach={attach}
          onAttachments={setAttachments}
        />
        {isDragging && <div className="drop-zone">{t.dropHere}</div>}
      </div>
    </ChatContext>
  );
}
