import { EditableTexts } from '../adapters/telegram/texts/editing/editable-texts.ts';
import { RefreshContent } from '../application/content/refresh-content.ts';
import type { ContentCatalogue } from '../application/ports/content-catalogue.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { UnitOfWork } from '../application/ports/unit-of-work.ts';
import { repeat } from './repeat.ts';

export interface Content {
  readonly catalogue: ContentCatalogue;
  /** This process writes at once what was committed until now. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

const refreshMs = 2_000;

/** Every process that writes to users follows what admins make of the texts. */
export async function startContent(unitOfWork: UnitOfWork, logger: Logger): Promise<Content> {
  const catalogue = new EditableTexts();
  const refresh = new RefreshContent(unitOfWork.direct.content, catalogue, logger);
  await refresh.execute();
  const round = repeat('refresh_content', refreshMs, () => refresh.execute(), logger);
  return { catalogue, refresh: () => refresh.execute(), stop: () => round.stop() };
}
