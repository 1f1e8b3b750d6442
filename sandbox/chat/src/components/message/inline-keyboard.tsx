import { useState } from 'react';
import type { InlineButton, Message } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { safeAddress } from '../../text/deep-link.ts';
import { t } from '../../text/dictionary.ts';
import { useChat } from '../chat/chat-context.ts';
import { PayKey } from '../payment/pay-key.tsx';
import { Icon, type IconName } from '../shared/icon.tsx';
import { useFollowLink } from './rich-text.tsx';
import './inline-keyboard.css';

/** The buttons under a message of the bot. */
export function ButtonsUnder({ message }: { message: Message }) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0 && message.invoice !== undefined) {
    return (
      <div className="inline-keyboard">
        <div className="inline-row">
          <PayKey message={message} />
        </div>
      </div>
    );
  }
  if (rows.length === 0) return null;
  return (
    <div className="inline-keyboard">
      {rows.map((buttons, row) => (
        <div key={row} className="inline-row">
          {buttons.map((button, column) =>
            'pay' in button ? (
              <PayKey key={column} message={message} label={button.text} />
            ) : (
              <Key
                key={column}
                button={button}
                messageId={message.message_id}
                row={row}
                column={column}
              />
            ),
          )}
        </div>
      ))}
    </div>
  );
}

type KeyProps = {
  readonly button: InlineButton;
  readonly messageId: number;
  readonly row: number;
  readonly column: number;
};

function Key({ button, messageId, row, column }: KeyProps) {
  const { actions, notices } = useApp();
  const { chatId } = useChat();
  const follow = useFollowLink();
  const [isWaiting, setWaiting] = useState(false);

  const press = async () => {
    if ('callback_data' in button) {
      setWaiting(true);
      await actions.pressButton(chatId, messageId, row, column);
      setWaiting(false);
    } else if ('url' in button) {
      const address = safeAddress(button.url);
      if (!follow(button.url) && address !== undefined) window.open(address, '_blank', 'noopener');
    } else if ('copy_text' in button) {
      await navigator.clipboard.writeText(button.copy_text.text);
      notices.tell(t.copied);
    } else {
      notices.tell(t.notInSandbox);
    }
  };

  const corner = cornerIcon(button);
  return (
    <button
      type="button"
      className={`inline-key inline-key-${button.style ?? 'plain'}`}
      aria-busy={isWaiting}
      disabled={isWaiting || 'disabled' in button}
      onClick={() => {
        press().catch(notices.problem);
      }}
    >
      <span>{button.text}</span>
      {corner !== undefined && <Icon name={corner} size={13} />}
      {isWaiting && <span className="spinner" />}
    </button>
  );
}

function cornerIcon(button: InlineButton): IconName | undefined {
  if ('url' in button) return 'external';
  return 'copy_text' in button ? 'copy' : undefined;
}
