#pragma once
// The HTTP half of a WebSocket handshake (RFC 6455 4). Pure.
#include <string>
#include <string_view>
#include <vector>

#include "http/request_parser.h"

namespace toolbox {

// Whether the head asks for a WebSocket, however badly.
bool asks_for_websocket(const RequestParser::Head& head);

// What Sec-WebSocket-Protocol offers, in its order, of all the fields of that name.
std::vector<std::string> offered_subprotocols(const Headers& headers);

// The version in an offered `X-Daytona-SDK-Version~<version>`; empty when there is none.
std::string_view subprotocol_version(const std::vector<std::string>& offered);

// The one to answer with: the SDK version's if it is offered, else `wanted`, else the first, but one without
// data of its own (`name~data`) where there is one. Never one that carries an environment. Empty when there
// is none.
std::string_view choose_subprotocol(const std::vector<std::string>& offered, std::string_view wanted);

}  // namespace toolbox
