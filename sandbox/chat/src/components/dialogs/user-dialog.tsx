import { type FormEvent, type ReactNode, useState } from 'react';
import type { SimUser } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { isRussian, t } from '../../text/dictionary.ts';
import { Star } from '../payment/star.tsx';
import { Modal } from '../shared/modal.tsx';

const LANGUAGES = [
  { code: 'ru', label: 'Русский' },
  { code: 'en', label: 'English' },
  { code: '', label: t.noLanguage },
];

/** What a start link may carry. */
export const PAYLOAD_PATTERN = '[A-Za-z0-9_\\-]{0,64}';

const MAX_STARS = 1_000_000_000;

type UserDialogProps = { readonly onClose: () => void };

export function NewUserDialog({ payload, onClose }: UserDialogProps & { payload: string }) {
  const { actions } = useApp();
  const create = async (fields: UserFields) => {
    const user = await actions.createUser({
      first_name: fields.name,
      ...(fields.username === '' ? {} : { username: fields.username }),
      ...(fields.language === '' ? {} : { language_code: fields.language }),
    });
    if (user === null) return;
    onClose();
    if (fields.payload !== '') await actions.start(user.id, fields.payload);
  };
  return (
    <Modal title={t.newUser} onClose={onClose}>
      <UserForm
        initial={{ name: '', username: '', language: isRussian ? 'ru' : 'en' }}
        submitLabel={t.create}
        onCancel={onClose}
        onSubmit={create}
      >
        <label className="field">
          <span>
            {t.startPayload} ({t.optional})
          </span>
          <input
            className="input"
            name="payload"
            defaultValue={payload}
            placeholder="ref_…"
            pattern={PAYLOAD_PATTERN}
            autoComplete="off"
          />
          <small>{t.startPayloadHint}</small>
        </label>
      </UserForm>
    </Modal>
  );
}

export function EditUserDialog({ user, onClose }: UserDialogProps & { user: SimUser }) {
  const { actions } = useApp();
  const save = async (fields: UserFields) => {
    const changed = await actions.changeUser(user.id, {
      first_name: fields.name,
      username: fields.username === '' ? null : fields.username,
      language_code: fields.language === '' ? null : fields.language,
      ...(fields.stars === '' ? {} : { starsBalance: Number(fields.stars) }),
    });
    if (changed !== null) onClose();
  };
  return (
    <Modal title={t.editUser} onClose={onClose}>
      <UserForm
        initial={{
          name: user.first_name,
          username: user.username ?? '',
          language: user.language_code ?? '',
        }}
        submitLabel={t.save}
        onCancel={onClose}
        onSubmit={save}
      >
        <label className="field">
          <span>
            <Star /> {t.starsBalance}
          </span>
          <input
            className="input"
            name="stars"
            type="number"
            min={0}
            max={MAX_STARS}
            step={1}
            required
            defaultValue={user.starsBalance}
            autoComplete="off"
          />
        </label>
      </UserForm>
    </Modal>
  );
}

type UserFields = {
  readonly name: string;
  readonly username: string;
  readonly language: string;
  readonly payload: string;
  readonly stars: string;
};

type UserFormProps = {
  readonly initial: Omit<UserFields, 'payload' | 'stars'>;
  readonly submitLabel: string;
  readonly onCancel: () => void;
  readonly onSubmit: (fields: UserFields) => Promise<void>;
  readonly children?: ReactNode;
};

function UserForm({ initial, submitLabel, onCancel, onSubmit, children }: UserFormProps) {
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    setBusy(true);
    await onSubmit({
      name: text('name'),
      username: text('username').replace(/^@/, ''),
      language: text('language'),
      payload: text('payload'),
      stars: text('stars'),
    });
    setBusy(false);
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <label className="field">
        <span>{t.name}</span>
        <input
          className="input"
          name="name"
          defaultValue={initial.name}
          required
          maxLength={64}
          autoComplete="off"
        />
      </label>
      <label className="field">
        <span>
          {t.username} ({t.optional})
        </span>
        <input
          className="input"
          name="username"
          defaultValue={initial.username}
          placeholder="@username"
          pattern="@?[A-Za-z][A-Za-z0-9_]{2,31}"
          autoComplete="off"
        />
      </label>
      <fieldset className="field">
        <legend>{t.language}</legend>
        <div className="choice">
          {LANGUAGES.map(({ code, label }) => (
            <label key={code}>
              <input
                type="radio"
                name="language"
                value={code}
                defaultChecked={code === initial.language}
              />
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      {children}
      <div className="form-actions">
        <button type="button" className="button button-quiet" onClick={onCancel}>
          {t.cancel}
        </button>
        <button type="submit" className="button" disabled={isBusy}>
          {submitLabel}
        </button>
      </div>
    </form>
  );
}
