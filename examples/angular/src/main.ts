import { bootstrapApplication } from "@angular/platform-browser";
import { define, setAssetBase } from "challenges-widget/element";

import { MyPages } from "./my-pages";

// Angular's bundler does not find the widget's files itself, so angular.json copies them.
setAssetBase(new URL("widget/", document.baseURI));
define();

bootstrapApplication(MyPages).catch((error) => console.error(error));
