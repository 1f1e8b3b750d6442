import { type GenerationId, generationId, type ImageId, imageId } from '../../domain/shared/ids.ts';

/** What a button under a picture asks for. */
export type PictureAction =
  | { readonly kind: 'again'; readonly generationId: GenerationId }
  | { readonly kind: 'edit'; readonly imageId: ImageId }
  | { readonly kind: 'file'; readonly imageId: ImageId };

// With a UUID far below Telegram's 64 bytes.
const pattern = /^(again|edit|file):([0-9a-f-]{36})$/;

/** e.g. `again:0199d3c4-...`. */
export function pictureCallbackData(action: PictureAction): string {
  const id = action.kind === 'again' ? action.generationId : action.imageId;
  return `${action.kind}:${id}`;
}

/** @returns undefined for data of other buttons, and for what a stranger made up. */
export function parsePictureCallbackData(data: string): PictureAction | undefined {
  const match = pattern.exec(data);
  const id = match?.[2];
  if (match === null || id === undefined) {
    return undefined;
  }
  switch (match[1]) {
    case 'again':
      return { kind: 'again', generationId: generationId(id) };
    case 'edit':
      return { kind: 'edit', imageId: imageId(id) };
    default:
      return { kind: 'file', imageId: imageId(id) };
  }
}
