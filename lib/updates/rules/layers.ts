// How much of an image does somebody download who has another one?

export interface Layer {
  digest: string;
  /** Bytes, as they are downloaded. */
  size: number;
}

export interface LayerReuse {
  /** Bytes of all layers of the new image. */
  totalBytes: number;
  /** Bytes that are not in the old one. */
  bytesToPull: number;
  reusedLayers: number;
  newLayers: number;
}

/** Compares by digest, wherever a layer stands: a registry client downloads none that it has. */
export function compareLayers(from: readonly Layer[], to: readonly Layer[]): LayerReuse {
  const had = new Set(from.map((layer) => layer.digest));
  const layers = [...new Map(to.map((layer) => [layer.digest, layer])).values()];
  const added = layers.filter((layer) => !had.has(layer.digest));
  return {
    totalBytes: sizeOf(layers),
    bytesToPull: sizeOf(added),
    reusedLayers: layers.length - added.length,
    newLayers: added.length,
  };
}

function sizeOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, layer) => sum + layer.size, 0);
}
