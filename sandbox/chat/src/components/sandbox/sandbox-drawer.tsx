import { t } from '../../text/dictionary.ts';
import { Icon } from '../shared/icon.tsx';
import { CallLogView } from './call-log-view.tsx';
import { FaultSwitches } from './fault-switches.tsx';
import { Links } from './links.tsx';
import { MagicWords } from './magic-words.tsx';
import { PaymentsSection } from './payments-section.tsx';
import './sandbox-drawer.css';

/** The sandbox's own controls: what a real Telegram does not have. */
export function SandboxDrawer({ onClose }: { onClose: () => void }) {
  return (
    <aside className="drawer" aria-label={t.sandbox}>
      <header className="drawer-header">
        <h2>{t.sandbox}</h2>
        <button type="button" className="icon-button" aria-label={t.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="drawer-body">
        <Links />
        <PaymentsSection />
        <FaultSwitches />
        <MagicWords />
        <CallLogView />
      </div>
    </aside>
  );
}
