import type { FormEvent } from 'react';
import { useApp, usePage } from '../../state/app.ts';
import { fullName } from '../../state/page-state.ts';
import { t } from '../../text/dictionary.ts';
import { Avatar } from '../shared/avatar.tsx';
import { Modal } from '../shared/modal.tsx';

export function GroupDialog({ onClose }: { onClose: () => void }) {
  const { actions } = useApp();
  const users = usePage((state) => state.users);
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const memberIds = data.getAll('member').map(Number);
    const group = await actions.createGroup(String(data.get('title')).trim(), memberIds);
    if (group !== null) onClose();
  };
  return (
    <Modal title={t.newGroup} onClose={onClose}>
      <form className="form" onSubmit={(event) => void create(event)}>
        <label className="field">
          <span>{t.groupTitle}</span>
          <input className="input" name="title" required maxLength={128} autoComplete="off" />
        </label>
        <fieldset className="field">
          <legend>{t.members}</legend>
          <div className="pick-list">
            {[...users.values()].map((user, index) => (
              <label key={user.id} className="pick">
                <Avatar id={user.id} title={fullName(user)} size={36} />
                {fullName(user)}
                <input type="checkbox" name="member" value={user.id} defaultChecked={index === 0} />
              </label>
            ))}
          </div>
          {users.size === 0 && <small>{t.noMembers}</small>}
        </fieldset>
        <div className="form-actions">
          <button type="button" className="button button-quiet" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className="button" disabled={users.size === 0}>
            {t.create}
          </button>
        </div>
      </form>
    </Modal>
  );
}
