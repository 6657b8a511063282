#pragma once
#include "http/router.h"

namespace toolbox {

class General;
class Execute;
class Files;
class FileSearch;
class Git;
class LanguageServers;
class Uploads;
class Downloads;
class Sessions;
class CodeRun;
class Contexts;
class Ptys;
class WebPage;
class WebTerminals;

// Everything that the table in routes.cpp points to.
struct Services {
  General& general;
  Execute& execute;
  Files& files;
  FileSearch& searches;
  Uploads& uploads;
  Downloads& downloads;
  Sessions& sessions;
  Ptys& ptys;
  CodeRun& code_run;
  Contexts& contexts;
  Git& git;
  LanguageServers& languages;
};

void add_routes(Router& router, Services services);

// The web terminal's, on a port of its own.
void add_terminal_routes(Router& router, WebPage& page, WebTerminals& terminals);

}  // namespace toolbox
