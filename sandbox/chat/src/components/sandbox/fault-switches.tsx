import { useState } from 'react';
import { useApp } from '../../state/app.ts';
import {
  FAULT_SWITCHES,
  type FaultSwitch,
  readFaults,
  type ScriptedFaults,
} from '../../state/fault-switches.ts';
import { t } from '../../text/dictionary.ts';
import { usePolling } from './use-polling.ts';

export function FaultSwitches() {
  const { notices } = useApp();
  const [faults, setFaults] = useState<ScriptedFaults>({ telegram: [], gemini: [] });
  const refresh = usePolling(async () => setFaults(await readFaults()));
  const toggle = (item: FaultSwitch) => {
    item.set(!item.isOn(faults)).then(refresh, notices.problem);
  };
  return (
    <section className="drawer-section">
      <h3>{t.faults}</h3>
      {FAULT_SWITCHES.map((item) => (
        <label key={item.label} className="switch">
          <span>
            {item.label}
            <small>{item.hint}</small>
          </span>
          <input type="checkbox" checked={item.isOn(faults)} onChange={() => toggle(item)} />
        </label>
      ))}
    </section>
  );
}
