import { useSyncExternalStore } from 'react';
import { useApp } from '../../state/app.ts';
import { PayDialog } from '../payment/pay-dialog.tsx';
import { GroupDialog } from './group-dialog.tsx';
import { PictureViewer } from './picture-viewer.tsx';
import { StartDialog } from './start-dialog.tsx';
import { StartLinkDialog } from './start-link-dialog.tsx';
import { EditUserDialog, NewUserDialog } from './user-dialog.tsx';

/** Shows the dialog that is open. */
export function DialogView() {
  const { dialogs } = useApp();
  const dialog = useSyncExternalStore(dialogs.store.subscribe, dialogs.store.get);
  const { close } = dialogs;
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'new-user':
      return <NewUserDialog payload={dialog.payload} onClose={close} />;
    case 'edit-user':
      return <EditUserDialog user={dialog.user} onClose={close} />;
    case 'new-group':
      return <GroupDialog onClose={close} />;
    case 'start':
      return <StartDialog chatId={dialog.chatId} onClose={close} />;
    case 'start-link':
      return <StartLinkDialog payload={dialog.payload} onClose={close} />;
    case 'pay':
      return <PayDialog key={dialog.target.key} target={dialog.target} onClose={close} />;
    case 'pictures':
      return <PictureViewer photos={dialog.photos} first={dialog.index} onClose={close} />;
  }
}
