import { createHash } from 'node:crypto';
import type { CatalogueModel } from '../control-api.ts';
import { PictureUnreadable } from '../pictures/painter.ts';
import { nearestRatio } from '../pictures/picture-size.ts';
import { inspect, isBase64, unreadableImage } from '../protocol/check-media.ts';
import { type GoogleError, invalidArgument } from '../protocol/google-error.ts';
import { answered, type Handled, refused } from '../protocol/outcome.ts';
import { parseBody } from '../protocol/parse-body.ts';
import { type PredictRequest, predictRequestSchema } from '../protocol/request-schema.ts';
import { type Incoming, type ModelRoute, obey } from './incoming.ts';

type Instance = PredictRequest['instances'][number];
type Parameters = NonNullable<PredictRequest['parameters']>;

interface References {
  readonly images: readonly Buffer[];
  readonly shape: { readonly widthPx: number; readonly heightPx: number } | undefined;
}

const RAI_REASON =
  "Unable to show generated images. All images were filtered out because they violated Google's Responsible AI practices. Support codes: 58061214";

/** Imagen's `predict` on the enterprise backend: pictures, or the reason why a sample was filtered. */
export async function predict(
  incoming: Incoming,
  route: ModelRoute,
  model: CatalogueModel,
): Promise<Handled> {
  const { control, notes } = incoming;
  notes.kind = 'imagen';
  const parsed = parseBody(incoming.body.toString(), predictRequestSchema);
  if (!parsed.ok) return refused(parsed.error);
  notes.body = parsed.value;
  const parameters = parsed.value.parameters ?? {};
  const [instance] = parsed.value.instances;
  if (instance === undefined) return refused(invalidArgument('instances must have one element.'));
  const wrong = checkParameters(instance, parameters, model);
  if (wrong !== undefined) return refused(wrong);
  const references = await readReferences(instance, model);
  if (!references.ok) return refused(references.error);
  const prompt = instance.prompt ?? '';
  notes.prompt = prompt;
  notes.inputImages = references.value.images.length;
  const decision = control.decide({ kind: 'imagen', modelId: model.id, prompt });
  const ended = await obey(incoming, decision, route);
  if (ended !== undefined) return ended;
  const { kind } = decision.behaviour;
  if (kind === 'block_prompt' || kind === 'finish') {
    return filtered(parameters, decision.behaviour);
  }
  try {
    const predictions = await samples(
      incoming,
      model,
      parameters,
      references.value,
      decision.prompt,
    );
    const handled = answered({ predictions });
    if (kind !== 'cut') return handled;
    return { outcome: { kind: 'cut', body: { predictions } }, report: { result: 'failed' } };
  } catch (error) {
    if (error instanceof PictureUnreadable) return refused(unreadableImage());
    throw error;
  }
}

/** Without `includeRaiReason` filtered samples are silently left out. */
function filtered(
  parameters: Parameters,
  behaviour: { readonly reason?: string | undefined },
): Handled {
  const count = parameters.sampleCount ?? 4;
  const body =
    parameters.includeRaiReason === true
      ? { predictions: Array.from({ length: count }, () => ({ raiFilteredReason: RAI_REASON })) }
      : {};
  const handled = answered(body);
  const finishReason = behaviour.reason ?? 'SAFETY';
  return { ...handled, report: { ...handled.report, finishReason } };
}

function checkParameters(
  instance: Instance,
  parameters: Parameters,
  model: CatalogueModel,
): GoogleError | undefined {
  if ((instance.prompt ?? '').trim() === '' && instance.referenceImages === undefined) {
    return invalidArgument('Text prompt is required.');
  }
  const ratios = model.image?.aspectRatios ?? [];
  const { aspectRatio, sampleImageSize } = parameters;
  if (aspectRatio !== undefined && !ratios.includes(aspectRatio)) {
    return invalidArgument(
      `Aspect ratio ${aspectRatio} is not supported. Supported: ${ratios.join(', ')}.`,
    );
  }
  const sizes = Object.keys(model.image?.sizeTokens ?? {});
  if (sampleImageSize !== undefined && !sizes.includes(sampleImageSize)) {
    return invalidArgument(
      `Image size ${sampleImageSize} is not supported. Supported: ${sizes.join(', ')}.`,
    );
  }
  if (parameters.seed !== undefined && parameters.addWatermark !== false) {
    return invalidArgument('Seed is not supported when watermark is enabled.');
  }
  if (parameters.editMode !== undefined && instance.referenceImages === undefined) {
    return invalidArgument('editMode requires referenceImages.');
  }
  return undefined;
}

async function readReferences(
  instance: Instance,
  model: CatalogueModel,
): Promise<
  | { readonly ok: true; readonly value: References }
  | { readonly ok: false; readonly error: GoogleError }
> {
  const references = instance.referenceImages ?? [];
  const limit = model.image?.maxReferences ?? 0;
  if (references.length > limit) {
    return { ok: false, error: invalidArgument(`At most ${limit} reference images are allowed.`) };
  }
  const images: Buffer[] = [];
  let shape: References['shape'];
  for (const { referenceImage, referenceType } of references) {
    // A mask or a style says how to edit; only raw and subject pictures show up in the result.
    const isShown = /RAW|SUBJECT/.test(referenceType);
    if (referenceImage === undefined) continue;
    const data = referenceImage.bytesBase64Encoded;
    const bytes = Buffer.from(data, 'base64');
    const found = isBase64(data) ? await inspect(bytes) : undefined;
    if (found === undefined) return { ok: false, error: unreadableImage() };
    if (isShown) images.push(bytes);
    shape ??= isShown ? found : undefined;
  }
  return { ok: true, value: { images, shape } };
}

async function samples(
  incoming: Incoming,
  model: CatalogueModel,
  parameters: Parameters,
  references: References,
  prompt: string,
): Promise<readonly object[]> {
  const key = createHash('sha256').update(model.id).update(incoming.body).digest('hex');
  const { shape } = references;
  const ratios = model.image?.aspectRatios ?? ['1:1'];
  const inherited = shape === undefined ? '1:1' : nearestRatio(shape, ratios);
  const pictures = Array.from({ length: parameters.sampleCount ?? 4 }, (_, index) =>
    incoming.painter.paint(
      {
        key: `${key}/${index}`,
        prompt,
        modelId: model.id,
        aspectRatio: parameters.aspectRatio ?? inherited,
        size: parameters.sampleImageSize ?? '1K',
        inputs: references.images,
        variant: (parameters.seed ?? 0) + index,
        mimeType: parameters.outputOptions?.mimeType ?? 'image/png',
      },
      incoming.control.pictures().mode,
    ),
  );
  return (await Promise.all(pictures)).map((picture) => ({
    mimeType: picture.mimeType,
    bytesBase64Encoded: picture.base64,
  }));
}
