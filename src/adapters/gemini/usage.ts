import type { GenerateContentResponseUsageMetadata } from '@google/genai/web';
import { noUsage, type Usage } from '../../domain/models/model.ts';

/**
 * Thoughts are billed as output. Tokens of a picture have a price of their own; when the provider does not tell them
 * apart, all output of a picture answer counts as picture, so that its cost is never understated.
 */
export function toUsage(
  metadata: GenerateContentResponseUsageMetadata | undefined,
  images: number,
): Usage {
  if (metadata === undefined) {
    return { ...noUsage, images };
  }
  const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0 } = metadata;
  const details = metadata.candidatesTokensDetails;
  const imageTokens = details
    ?.filter((detail) => detail.modality === 'IMAGE')
    .reduce((sum, detail) => sum + (detail.tokenCount ?? 0), 0);
  const imageOutputTokens = imageTokens ?? (images > 0 ? candidatesTokenCount : 0);
  return {
    inputTokens: promptTokenCount,
    outputTokens: Math.max(0, candidatesTokenCount - imageOutputTokens) + thoughtsTokenCount,
    imageOutputTokens,
    images,
  };
}
