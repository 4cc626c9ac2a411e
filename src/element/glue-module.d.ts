// The build makes this module of what wasm-bindgen has written: see bundle/glue.mjs.
declare module "glue" {
  /**
   * A new instance of the glue: a function that starts a compiled module, and what
   * src/element.rs exports. After a panic the next one shares nothing with the last.
   *
   * The glue calls those exports of the module that `watched` makes of them.
   */
  export default function glue<Open>(): [
    instantiate: (
      module: WebAssembly.Module,
      watched: (exports: WebAssembly.Exports) => WebAssembly.Exports,
    ) => Promise<unknown>,
    open: Open,
  ];
}
