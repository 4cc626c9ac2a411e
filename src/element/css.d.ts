// The build turns an imported sheet into its text: see bundle.mjs.
declare module "*.css" {
  const text: string;
  export default text;
}
