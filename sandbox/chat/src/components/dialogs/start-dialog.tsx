import type { FormEvent } from 'react';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { Modal } from '../shared/modal.tsx';
import { PAYLOAD_PATTERN } from './user-dialog.tsx';

/** Sends `/start` with a payload, as a link to the bot does. */
export function StartDialog({ chatId, onClose }: { chatId: number; onClose: () => void }) {
  const { actions } = useApp();
  const start = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const payload = String(new FormData(event.currentTarget).get('payload')).trim();
    onClose();
    await actions.start(chatId, payload);
  };
  return (
    <Modal title={t.startWith.replace('…', '')} onClose={onClose}>
      <form className="form" onSubmit={(event) => void start(event)}>
        <label className="field">
          <span>{t.startPayload}</span>
          <input
            className="input"
            name="payload"
            placeholder="ref_…"
            pattern={PAYLOAD_PATTERN}
            autoComplete="off"
          />
          <small>{t.startPayloadHint}</small>
        </label>
        <div className="form-actions">
          <button type="button" className="button button-quiet" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className="button">
            {t.start}
          </button>
        </div>
      </form>
    </Modal>
  );
}
