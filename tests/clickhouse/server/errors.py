"""Errors that the engine does not make itself, and the status of each. Facts of `src/Server/HTTP/` of ClickHouse."""

import re

from server.engine import QueryError

#: The statuses of errors by their names; all others are 500.
STATUS = {
    400: "BAD_ARGUMENTS CANNOT_COMPILE_REGEXP CANNOT_PARSE_TEXT CANNOT_PARSE_ESCAPE_SEQUENCE CANNOT_PARSE_QUOTED_STRING "
         "CANNOT_PARSE_DATE CANNOT_PARSE_DATETIME CANNOT_PARSE_NUMBER CANNOT_PARSE_UUID CANNOT_PARSE_IPV4 CANNOT_PARSE_IPV6 "
         "CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING CANNOT_PARSE_INPUT_ASSERTION_FAILED DUPLICATE_COLUMN ILLEGAL_COLUMN "
         "THERE_IS_NO_COLUMN TOO_DEEP_AST TOO_BIG_AST UNEXPECTED_AST_STRUCTURE UNKNOWN_ELEMENT_IN_AST UNKNOWN_TYPE_OF_AST_NODE "
         "SYNTAX_ERROR INCORRECT_DATA TYPE_MISMATCH VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
    401: "REQUIRED_PASSWORD",
    403: "UNKNOWN_USER WRONG_PASSWORD AUTHENTICATION_FAILED SET_NON_GRANTED_ROLE ACCESS_DENIED",
    404: "UNKNOWN_TABLE UNKNOWN_FUNCTION UNKNOWN_IDENTIFIER UNKNOWN_TYPE UNKNOWN_STORAGE UNKNOWN_DATABASE UNKNOWN_SETTING "
         "UNKNOWN_DIRECTION_OF_SORTING UNKNOWN_AGGREGATE_FUNCTION UNKNOWN_FORMAT UNKNOWN_DATABASE_ENGINE UNKNOWN_TYPE_OF_QUERY "
         "UNKNOWN_ROLE",
    408: "TIMEOUT_EXCEEDED",
    411: "HTTP_LENGTH_REQUIRED",
    413: "QUERY_IS_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    501: "NOT_IMPLEMENTED",
    503: "SOCKET_TIMEOUT CANNOT_OPEN_FILE CANNOT_SCHEDULE_TASK",
}

STATUS_OF = {name: status for status, names in STATUS.items() for name in names.split()}


def status_of(error):
    name = re.search(r"\((\w+)\)$", error.text)
    return STATUS_OF.get(name and name[1], 500)


def authentication_failed(user):
    """The error of a wrong password. A server says here, in lines of its own, how `default` gets a new one."""
    more = ".\n\nA lost password of this user is set anew in the server's configuration.\n\n" if user == "default" else ""
    why = "password is incorrect, or there is no user with such name"
    return QueryError(f"Code: 516. DB::Exception: {user}: Authentication failed: {why}{more}. (AUTHENTICATION_FAILED)")


def invalid_authentication(why):
    return QueryError(f"Code: 516. DB::Exception: Invalid authentication: {why}. (AUTHENTICATION_FAILED)")


def same_id(query_id):
    why = f"Query with id = {query_id} is already running."
    return QueryError(f"Code: 216. DB::Exception: {why} (QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING)")


def cancelled():
    return QueryError("Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)")

