import { logOut } from "../../session";
import { goTo } from "../go-to";

export async function POST(): Promise<Response> {
  await logOut();
  return goTo("/");
}
