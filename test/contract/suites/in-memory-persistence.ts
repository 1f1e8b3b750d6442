import type { OutboxMessage } from '../../../src/application/ports/outbox.ts';
import { InMemoryAccessQueries } from '../../fakes/in-memory-access-queries.ts';
import { InMemoryCreditAudit } from '../../fakes/in-memory-credit-audit.ts';
import { InMemoryModelCatalogue } from '../../fakes/in-memory-model-catalogue.ts';
import { InMemoryPackageCatalogue } from '../../fakes/in-memory-package-catalogue.ts';
import { InMemoryRateLimiter } from '../../fakes/in-memory-rate-limiter.ts';
import { InMemorySettingsStore } from '../../fakes/in-memory-settings-store.ts';
import { InMemoryUnitOfWork } from '../../fakes/in-memory-unit-of-work.ts';
import { InMemoryUpdateInbox } from '../../fakes/in-memory-update-inbox.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import type { Persistence } from './persistence.ts';

export function inMemoryPersistence(): Persistence {
  const clock = new ManualClock();
  const commits: (readonly OutboxMessage[])[] = [];
  let listens = true;
  const unitOfWork = new InMemoryUnitOfWork({
    clock,
    onCommit: (messages) => {
      if (!listens) {
        throw new Error('The queue is away');
      }
      commits.push(messages);
    },
  });
  const settings = new InMemorySettingsStore({}, unitOfWork);
  const catalogue = new InMemoryModelCatalogue([], unitOfWork);
  const packages = new InMemoryPackageCatalogue(unitOfWork);
  return {
    unitOfWork,
    clock,
    commits,
    failListener: () => {
      listens = false;
    },
    inbox: new InMemoryUpdateInbox(),
    audit: new InMemoryCreditAudit(unitOfWork),
    accessQueries: new InMemoryAccessQueries(unitOfWork),
    rateLimiter: new InMemoryRateLimiter(clock),
    openSettings: () => settings,
    openCatalogue: () => catalogue,
    openPackages: () => packages,
  };
}
