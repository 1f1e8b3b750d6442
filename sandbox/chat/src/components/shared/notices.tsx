import { useSyncExternalStore } from 'react';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { Icon } from './icon.tsx';
import { Modal } from './modal.tsx';
import './notices.css';

/** Toasts and the bot's alert. */
export function NoticesView() {
  const { notices } = useApp();
  const { toasts, alert } = useSyncExternalStore(notices.store.subscribe, notices.store.get);
  return (
    <>
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className={toast.isProblem ? 'toast toast-problem' : 'toast'}>
            {toast.isProblem && <Icon name="alert" size={20} />}
            {toast.text}
          </div>
        ))}
      </div>
      {alert !== null && (
        <Modal title={t.appName} onClose={() => notices.alert(null)}>
          <p className="alert-text">{alert}</p>
          <div className="form-actions">
            <button type="button" className="button" onClick={() => notices.alert(null)}>
              {t.ok}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
