import { useApp } from '../../state/app.ts';
import { discard } from '../../state/media-files.ts';
import { t } from '../../text/dictionary.ts';
import { AttachmentTray } from './attachment-tray.tsx';
import { CommandList } from './command-list.tsx';
import { ComposerLine } from './composer-line.tsx';
import { IntentBar } from './intent-bar.tsx';
import { ReplyKeyboard } from './reply-keyboard.tsx';
import { type ComposerProps, useComposer } from './use-composer.ts';
import './composer.css';

/** Where the person writes; one big button where Telegram shows one. */
export function Composer(props: ComposerProps) {
  const { room } = props;
  const { actions } = useApp();
  if (room.blocked) {
    return <BigButton label={t.unblock} onClick={() => void actions.setBlocked(room.id, false)} />;
  }
  if (room.messages.length === 0 && room.type === 'private') {
    return <BigButton label={t.start} onClick={() => void actions.start(room.id)} />;
  }
  return <OpenComposer {...props} />;
}

function BigButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <div className="composer composer-closed">
      <button type="button" className="button" onClick={onClick}>
        {label}
      </button>
    </div>
  );
}

function OpenComposer(props: ComposerProps) {
  const { room, intent, attachments, onAttach, onAttachments } = props;
  const composer = useComposer(props);
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void composer.send();
      }}
    >
      {composer.commands.length > 0 && (
        <CommandList
          commands={composer.commands}
          chosen={composer.chosenCommand}
          onChoose={composer.sendCommand}
        />
      )}
      <div className="composer-box">
        {intent !== null && <IntentBar intent={intent} onCancel={composer.cancelIntent} />}
        <AttachmentTray
          attachments={attachments}
          asFiles={composer.asFiles}
          onAsFiles={composer.setAsFiles}
          onRemove={(gone) => {
            discard(gone);
            onAttachments((now) => now.filter((one) => one !== gone));
          }}
        />
        <ComposerLine
          room={room}
          composer={composer}
          isEditing={intent?.kind === 'edit'}
          hasFiles={attachments.length > 0}
          onAttach={onAttach}
        />
      </div>
      {composer.isKeyboardOpen && (
        <ReplyKeyboard keyboard={room.replyKeyboard} onPress={composer.pressKey} />
      )}
    </form>
  );
}
