import { useApp, usePage } from '../../state/app.ts';
import { showChat } from '../../state/location.ts';
import { fullName } from '../../state/page-state.ts';
import { t } from '../../text/dictionary.ts';
import { Avatar } from '../shared/avatar.tsx';
import { Icon } from '../shared/icon.tsx';
import { Modal } from '../shared/modal.tsx';

/** An invitation was clicked: it only means something when somebody else opens it. */
export function StartLinkDialog({ payload, onClose }: { payload: string; onClose: () => void }) {
  const { actions, dialogs } = useApp();
  const users = usePage((state) => state.users);
  const openAs = async (userId: number) => {
    onClose();
    showChat(userId);
    await actions.start(userId, payload);
  };
  return (
    <Modal title={t.linksClosed} onClose={onClose}>
      <div className="form">
        <p>
          {t.linkIntro} {payload !== '' && <code>{payload}</code>}
        </p>
        <div className="pick-list">
          <button
            type="button"
            className="pick"
            onClick={() => dialogs.open({ kind: 'new-user', payload })}
          >
            <span className="avatar avatar-bot" style={{ width: 36, height: 36 }}>
              <Icon name="plus" size={20} />
            </span>
            {t.linkAsNew}
          </button>
          {[...users.values()].map((user) => (
            <button
              key={user.id}
              type="button"
              className="pick"
              onClick={() => void openAs(user.id)}
            >
              <Avatar id={user.id} title={fullName(user)} size={36} />
              {fullName(user)}
            </button>
          ))}
        </div>
      </div>
    </Modal>
  );
}
