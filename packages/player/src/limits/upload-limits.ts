/** How much a viewer gives at most: the least of what the operator and the viewer itself allow. Pure. */

/** Kilobits a second, and megabytes a session; null is no limit. */
export type UploadCap = { uploadKbps: number | null; uploadMegabytes: number | null }

export const NO_CAP: UploadCap = { uploadKbps: null, uploadMegabytes: null }

export function leastCap(operator: UploadCap, viewer: UploadCap): UploadCap {
  return {
    uploadKbps: least(operator.uploadKbps, viewer.uploadKbps),
    uploadMegabytes: least(operator.uploadMegabytes, viewer.uploadMegabytes),
  }
}

function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
