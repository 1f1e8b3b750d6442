import { useState } from 'react';

type EntryActionProps = {
  readonly label: string;
  readonly onAct: () => Promise<unknown>;
  readonly isDangerous?: boolean;
};

/** A small button that rests while its work is under way. */
export function EntryAction({ label, onAct, isDangerous = false }: EntryActionProps) {
  const [isBusy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    await onAct();
    setBusy(false);
  };
  return (
    <button
      type="button"
      className={isDangerous ? 'entry-action entry-action-dangerous' : 'entry-action'}
      disabled={isBusy}
      aria-busy={isBusy}
      onClick={() => void act()}
    >
      {label}
    </button>
  );
}
