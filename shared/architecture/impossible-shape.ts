/** A block asks for a shape that its input cannot give; told as a Failure by buildLayerGraph. */
export class ImpossibleShape extends Error {}
